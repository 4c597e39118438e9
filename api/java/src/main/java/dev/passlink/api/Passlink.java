package dev.passlink.api;

import dev.passlink.domain.Roles;
import dev.passlink.domain.user.InitCodeRules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Everything put together and running, until it is closed. */
public final class Passlink implements AutoCloseable {

    private Passlink() {}

    public static Builder builder() {
        return new Builder();
    }

    public RegistrationLinks links() {
        throw new UnsupportedOperationException();
    }

    public Users users() {
        throw new UnsupportedOperationException();
    }

    /** Whether commands are accepted and all projections run. */
    public boolean isReady() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    public static final class Builder {
        public Builder inMemory() {
            return this;
        }

        public Builder jdbc(String url, String user, String password) {
            return this;
        }

        public Builder publicUrl(URI publicUrl) {
            return this;
        }

        public Builder keyset(Path keyset) {
            return this;
        }

        public Builder rules(InitCodeRules rules) {
            return this;
        }

        public Builder roles(Roles roles) {
            return this;
        }

        /** Writes mails to {@code *.eml} files in this folder instead of sending them. */
        public Builder outbox(Path folder) {
            return this;
        }

        public Builder consistencyWait(Duration wait) {
            return this;
        }

        public Passlink build() {
            return new Passlink();
        }
    }
}
