package dev.cordon.gateway;

/**
 * One call of a model that went out, as the run's trace keeps it (C32).
 *
 * @param model as the request named it, in at most 200 characters; empty where it named none
 * @param method of the request
 * @param path without prefix and query, from the list that the provider offers
 * @param status of the provider's answer; 0 where none came
 * @param sent SHA-256 in hex of the request's body as it went out
 * @param received SHA-256 of the answer's body in hex, as far as it came
 * @param complete whether the answer came to the end of its frame and was passed on
 */
public record ModelCall(
        String model,
        String provider,
        String method,
        String path,
        int status,
        long bytesSent,
        long bytesReceived,
        String sent,
        String received,
        boolean complete,
        long millis) {}
