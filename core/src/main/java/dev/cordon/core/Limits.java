package dev.cordon.core;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * What a person asks that one capsule may use at most. A limit that was asked for is enforced or the run does not
 * start (C29); one that was not asked for takes the default of {@link #DEFAULTS} where the machine can enforce it.
 *
 * <p>Immutable. Units: cpu in thousandths of a core, memory, disk and output in bytes, time in milliseconds.
 */
public record Limits(Map<Resource, Long> requested) {
    private static final Pattern CORES = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,3})?");

    /** A resource that can be limited, with the unit its number counts. */
    public enum Resource {
        CPU("thousandths of a core", Limits::cores),
        MEMORY("bytes", Limits::bytes),
        PIDS("processes", Limits::count),
        DISK("bytes", Limits::bytes),
        TIME("milliseconds", Limits::millis),
        OUTPUT("bytes", Limits::bytes);

        private final String unit;
        private final ToLongFunction<String> reader;

        Resource(String unit, ToLongFunction<String> reader) {
            this.unit = unit;
            this.reader = reader;
        }

        public String unit() {
            return unit;
        }

        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What a run gets that asks for nothing. CPU has no default: a lone run may use the whole machine. */
    public static final Map<Resource, Long> DEFAULTS = Map.of(
            Resource.MEMORY, 4L << 30,
            Resource.PIDS, 1024L,
            Resource.DISK, 4L << 30,
            Resource.TIME, Duration.ofHours(1).toMillis(),
            Resource.OUTPUT, 64L << 20);

    public static final Limits NONE_REQUESTED = new Limits(Map.of());

    public Limits {
        requested = Map.copyOf(requested);
    }

    /**
     * Reads {@code cpu=2,memory=2g,pids=256,disk=2g,time=30m,output=64m}.
     *
     * @throws CordonException.BadInput naming the first part that can't be read
     */
    public static Limits parse(String text) {
        Map<Resource, Long> requested = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw unreadable(part, "it has no '='");
            }
            Resource resource = resource(part.substring(0, equals).strip());
            String amount = part.substring(equals + 1).strip();
            if (requested.put(resource, positive(part, resource, amount)) != null) {
                throw unreadable(part, resource.label() + " is given twice");
            }
        }
        return new Limits(requested);
    }

    /** The limit in force: what was asked for, else the default, else none. */
    public OptionalLong of(Resource resource) {
        Long value = requested.getOrDefault(resource, DEFAULTS.get(resource));
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    public boolean isRequested(Resource resource) {
        return requested.containsKey(resource);
    }

    /** These limits, with those of {@code narrower} in place of ours where it asks for any. */
    public Limits overriddenBy(Limits narrower) {
        Map<Resource, Long> merged = new LinkedHashMap<>(requested);
        merged.putAll(narrower.requested);
        return new Limits(merged);
    }

    private static Resource resource(String name) {
        for (Resource resource : Resource.values()) {
            if (resource.label().equals(name)) {
                return resource;
            }
        }
        throw unreadable(name, "the limits are cpu, memory, pids, disk, time and output");
    }

    private static long positive(String part, Resource resource, String amount) {
        try {
            long value = resource.reader.applyAsLong(amount);
            if (value > 0) {
                return value;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw unreadable(part, "'" + amount + "' is no amount of " + resource.unit());
        }
        throw unreadable(part, "a limit is more than 0");
    }

    private static long cores(String text) {
        // An exponent would be raised, digit by digit, before it is found to be too much.
        if (!CORES.matcher(text).matches()) {
            throw new NumberFormatException(text);
        }
        return new java.math.BigDecimal(text).movePointRight(3).longValueExact();
    }

    private static long count(String text) {
        return Long.parseLong(text);
    }

    private static long bytes(String text) {
        return scaled(text, Map.of('k', 1L << 10, 'm', 1L << 20, 'g', 1L << 30, 't', 1L << 40), 1);
    }

    private static long millis(String text) {
        return scaled(text, Map.of('s', 1_000L, 'm', 60_000L, 'h', 3_600_000L), 1_000);
    }

    private static long scaled(String text, Map<Character, Long> units, long plain) {
        if (text.isEmpty()) {
            throw new NumberFormatException("empty");
        }
        Long unit = units.get(Character.toLowerCase(text.charAt(text.length() - 1)));
        return unit == null
                ? Math.multiplyExact(Long.parseLong(text), plain)
                : Math.multiplyExact(Long.parseLong(text.substring(0, text.length() - 1)), unit);
    }

    private static CordonException.BadInput unreadable(String part, String why) {
        return new CordonException.BadInput(Problem.of(
                "limit-unreadable",
                "The limit '" + part + "' can't be read",
                why,
                "write for instance --limit cpu=2,memory=2g,pids=256,disk=2g,time=30m"));
    }
}
