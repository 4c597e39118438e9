package dev.passlink.server.wire;

import com.linecorp.armeria.common.FlagsProvider;

/**
 * Makes Armeria take a path as it is written. It drops everything from a {@code ;} to the next slash otherwise, and
 * {@code /users/alice;bob} would act on {@code alice}. Armeria finds this by {@link java.util.ServiceLoader}, so it holds
 * whichever of its classes is loaded first.
 */
public final class PathsAsWritten implements FlagsProvider {

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Boolean allowSemicolonInPathComponent() {
        return true;
    }
}
