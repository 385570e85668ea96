/** The model boundary: a provider's wire format inside the capsule, the provider's key outside it (C23). */
@org.jspecify.annotations.NullMarked
package dev.cordon.gateway;
