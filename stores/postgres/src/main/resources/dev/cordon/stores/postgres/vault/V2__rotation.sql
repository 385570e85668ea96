-- Keys are wrapped anew in place.
GRANT UPDATE ON cordon_vault.wrapped_key TO cordon_vault;
