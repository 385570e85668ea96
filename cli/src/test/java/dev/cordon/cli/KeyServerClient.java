package dev.cordon.cli;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** The client of {@link KeyServer}, as an integration of Tink's is one. Public, since it is found as a service. */
public final class KeyServerClient implements KmsClient {
    private static final String SCHEME = "test-kms://";

    @Override
    public boolean doesSupport(String keyUri) {
        return keyUri.startsWith(SCHEME);
    }

    @Override
    public KmsClient withCredentials(String credentialPath) throws GeneralSecurityException {
        if (!Files.exists(Path.of(credentialPath))) {
            throw new GeneralSecurityException("no credentials");
        }
        return this;
    }

    @Override
    public KmsClient withDefaultCredentials() {
        return this;
    }

    @Override
    public Aead getAead(String keyUri) {
        String server = "http://" + keyUri.substring(SCHEME.length());
        return new Aead() {
            @Override
            public byte[] encrypt(byte[] text, byte[] context) throws GeneralSecurityException {
                return ask(server + "/encrypt", text, context);
            }

            @Override
            public byte[] decrypt(byte[] text, byte[] context) throws GeneralSecurityException {
                return ask(server + "/decrypt", text, context);
            }
        };
    }

    private static byte[] ask(String url, byte[] text, byte[] context) throws GeneralSecurityException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(KeyServer.request(text, context)))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new GeneralSecurityException("refused");
            }
            return answer.body();
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GeneralSecurityException(e);
        }
    }
}
