package dev.cordon.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the operating system. At most 8 lookups at once, on threads of their own that end after a second of rest: the
 * system's resolver can neither be bounded in time nor interrupted. Further ones wait; one takes at most 10 seconds for
 * its caller.
 */
public final class SystemResolver implements Resolver {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int AT_ONCE = 8;
    private static final int WAITING = 512;

    private final ExecutorService lookups;

    public SystemResolver() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                AT_ONCE,
                AT_ONCE,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("cordon-resolver-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        this.lookups = pool;
    }

    @Override
    public List<InetAddress> resolve(String name) throws IOException {
        FutureTask<List<InetAddress>> lookup = new FutureTask<>(() -> List.of(InetAddress.getAllByName(name)));
        try {
            lookups.execute(lookup);
            return lookup.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CancellationException e) {
            throw new UnknownHostException(name);
        } catch (TimeoutException | RejectedExecutionException e) {
            throw new SocketTimeoutException("no answer about a name");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the door closes", e);
        } finally {
            lookup.cancel(false);
        }
    }
}
