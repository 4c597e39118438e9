package dev.passlink.domain;

import dev.passlink.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Under whose name, by which operation and in which organization a command is given. Permission is checked twice
 * (behaviour O3): {@link #atTheEdge} before anything is looked up, and {@link #over} the user inside the aggregate,
 * against the organization that really owns it.
 */
public sealed interface Authority {

    /** By which operation the command is given. */
    Operation operation();

    /** Who is on record for what the command does to this user. */
    Editor editor(UserId target, ResourceOwner owner);

    /**
     * The first check, in the working organization (behaviour O4), before anything is looked up.
     *
     * @throws Rejected {@link Failure.PermissionDenied} if the caller lacks the permission there
     */
    void atTheEdge(Roles roles);

    /**
     * The second check, against the organization that owns the target.
     *
     * @throws Rejected {@link Failure.UserNotFound} if the target is out of the caller's sight,
     *     {@link Failure.PermissionDenied} if it is in sight but not in reach
     */
    void over(UserId target, ResourceOwner owner, Roles roles);

    /** What is answered where there is no such user. */
    default Failure absence() {
        return new Failure.UserNotFound();
    }

    /**
     * A user acting for themself. A user id that was removed and added again elsewhere is somebody else, so the
     * caller's home organization must own the user.
     *
     * @param caller    who asks
     * @param operation by which operation
     */
    record Oneself(Caller caller, Operation operation) implements Authority {
        @Override
        public Editor editor(UserId target, ResourceOwner owner) {
            return new Editor(caller.userId().value(), caller.organization());
        }

        @Override
        public void atTheEdge(Roles roles) {
            // being authenticated is all it takes
        }

        @Override
        public void over(UserId target, ResourceOwner owner, Roles roles) {
            if (!caller.userId().equals(target) || !caller.organization().equals(owner)) {
                throw new Rejected(new Failure.UserNotFound());
            }
        }
    }

    /**
     * A manager acting on users of an organization.
     *
     * @param caller              who asks
     * @param operation           by which operation
     * @param workingOrganization the organization the caller named ({@code x-zitadel-orgid}); {@code null} if none was
     *     named, which means the caller's own or, for grants that hold in the whole instance, wherever the user is
     */
    record Manager(
            Caller caller, Operation operation, @Nullable ResourceOwner workingOrganization) implements Authority {
        @Override
        public Editor editor(UserId target, ResourceOwner owner) {
            return new Editor(caller.userId().value(), caller.organization());
        }

        @Override
        public void atTheEdge(Roles roles) {
            ResourceOwner working = workingOrganization == null ? caller.organization() : workingOrganization;
            require(roles.allow(caller, operation.permissions(), working));
        }

        @Override
        public void over(UserId target, ResourceOwner owner, Roles roles) {
            if (!sees(owner, roles)) {
                throw new Rejected(new Failure.UserNotFound());
            }
            require(roles.allow(caller, operation.permissions(), owner));
        }

        private boolean sees(ResourceOwner owner, Roles roles) {
            if (workingOrganization != null) {
                return owner.equals(workingOrganization);
            }
            return owner.equals(caller.organization()) || roles.allowEverywhere(caller, operation.permissions());
        }

        private void require(boolean allowed) {
            if (!allowed) {
                throw new Rejected(new Failure.PermissionDenied());
            }
        }
    }

    /**
     * A manager acting on a user in whichever organization owns the user, as user service v2 has it: who lacks the permission
     * there does not see the user.
     *
     * @param caller    who asks
     * @param operation by which operation
     */
    record ManagerAtHome(Caller caller, Operation operation) implements Authority {
        @Override
        public Editor editor(UserId target, ResourceOwner owner) {
            return new Editor(caller.userId().value(), caller.organization());
        }

        @Override
        public void atTheEdge(Roles roles) {
            // only the user's own organization counts, which the aggregate knows
        }

        @Override
        public void over(UserId target, ResourceOwner owner, Roles roles) {
            if (!roles.allow(caller, operation.permissions(), owner)) {
                throw new Rejected(new Failure.UserNotFound());
            }
        }
    }

    /**
     * Whoever holds a registration link: acts as the link's user. What they may do is decided by the code alone.
     *
     * @param organization the organization named in the link
     */
    record Holder(ResourceOwner organization) implements Authority {
        @Override
        public Operation operation() {
            return Operation.LINK;
        }

        @Override
        public Editor editor(UserId target, ResourceOwner owner) {
            return new Editor(target.value(), owner);
        }

        @Override
        public void atTheEdge(Roles roles) {
            // the code is the permission
        }

        @Override
        public void over(UserId target, ResourceOwner owner, Roles roles) {
            if (!organization.equals(owner)) {
                throw new Rejected(absence());
            }
        }

        @Override
        public Failure absence() {
            return new Failure.CodeInvalid();
        }
    }

    /**
     * A named part of the system, on record as {@code system:<part>}.
     *
     * @param part      which part, such as {@code mailer} or {@code cli}
     * @param operation by which operation
     */
    record Part(String part, Operation operation) implements Authority {
        @Override
        public Editor editor(UserId target, ResourceOwner owner) {
            return new Editor("system:" + part, owner);
        }

        @Override
        public void atTheEdge(Roles roles) {
            // parts of the system are trusted
        }

        @Override
        public void over(UserId target, ResourceOwner owner, Roles roles) {
            // parts of the system are trusted
        }
    }
}
