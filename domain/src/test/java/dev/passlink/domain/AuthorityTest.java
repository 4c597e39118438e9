package dev.passlink.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The first check, in the working organization, before anything is looked up (behaviour O3, O4, O6). */
class AuthorityTest {

    private static final ResourceOwner HOME = new ResourceOwner("home");
    private static final ResourceOwner ELSEWHERE = new ResourceOwner("elsewhere");

    @Test
    void theWorkingOrganizationIsTheCallersOwnUnlessNamed() {
        allowed(new Authority.Manager(
                Caller.of("manager", "home", Grant.in(HOME, "ORG_OWNER")), Operation.REMOVE_USER, null));
    }

    @Test
    void aRoleInAnotherOrganizationDoesNotCountAtHome() {
        denied(new Authority.Manager(
                Caller.of("manager", "home", Grant.in(ELSEWHERE, "ORG_OWNER")), Operation.REMOVE_USER, null));
    }

    @Test
    void aRoleInAnotherOrganizationCountsThere() {
        allowed(new Authority.Manager(
                Caller.of("manager", "home", Grant.in(ELSEWHERE, "ORG_OWNER")), Operation.REMOVE_USER, ELSEWHERE));
    }

    @Test
    void aRoleAtHomeDoesNotCountInAnotherOrganization() {
        denied(new Authority.Manager(
                Caller.of("manager", "home", Grant.in(HOME, "ORG_OWNER")), Operation.REMOVE_USER, ELSEWHERE));
    }

    @Test
    void aRoleInTheWholeInstanceCountsInEveryOrganization() {
        allowed(new Authority.Manager(
                Caller.of("manager", "home", Grant.everywhere("IAM_OWNER")), Operation.REMOVE_USER, ELSEWHERE));
    }

    @Test
    void anOrganizationRoleWithoutOrganizationCountsNowhere() {
        denied(new Authority.Manager(
                Caller.of("manager", "home", Grant.everywhere("ORG_OWNER")), Operation.REMOVE_USER, null));
    }

    @Test
    void whoeverActsForThemselvesNeedsNoRole() {
        allowed(new Authority.Oneself(Caller.of("user", "home"), Operation.ADD_MY_PASSWORDLESS_LINK));
    }

    @Test
    void nobodyIsManagerByAnOperationThatIsOnesOwn() {
        denied(new Authority.Manager(
                Caller.of("manager", "home", Grant.everywhere("IAM_OWNER")), Operation.ADD_MY_PASSWORDLESS_LINK, null));
    }

    @Test
    void permissionsOfSeveralRolesAddUp() {
        Roles roles = new Roles(Map.of(
                "WRITER", Set.of(Permission.USER_WRITE),
                "LOCKSMITH", Set.of(Permission.USER_CREDENTIAL_WRITE)));
        Authority both = new Authority.Manager(
                Caller.of("manager", "home", Grant.in(HOME, "WRITER"), Grant.everywhere("LOCKSMITH")),
                Operation.IMPORT_HUMAN_USER_WITH_LINK,
                null);

        assertThatCode(() -> both.atTheEdge(roles)).doesNotThrowAnyException();
    }

    @Test
    void oneOfTwoPermissionsIsNotEnough() {
        Roles roles = new Roles(Map.of("WRITER", Set.of(Permission.USER_WRITE)));
        Authority one = new Authority.Manager(
                Caller.of("manager", "home", Grant.in(HOME, "WRITER")), Operation.IMPORT_HUMAN_USER_WITH_LINK, null);

        assertThatExceptionOfType(Rejected.class).isThrownBy(() -> one.atTheEdge(roles));
    }

    @Test
    void rolesAreConfigurable() {
        Roles roles = new Roles(Map.of("ORG_OWNER", Set.of()));

        assertThat(roles.allow(
                        Caller.of("manager", "home", Grant.in(HOME, "ORG_OWNER")), Set.of(Permission.USER_READ), HOME))
                .isFalse();
    }

    @Test
    void theDefaultRolesAreTheDocumentedOnes() {
        assertThat(Roles.DEFAULT.permissions())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ORG_OWNER", Set.of(Permission.values()),
                        "ORG_USER_MANAGER", Set.of(Permission.USER_READ, Permission.USER_WRITE),
                        "IAM_OWNER", Set.of(Permission.values()),
                        "IAM_USER_MANAGER", Set.of(Permission.USER_READ, Permission.USER_WRITE),
                        "AUDITOR", Set.of(Permission.AUDIT_READ)));
    }

    @Test
    void permissionsHaveTheirPublishedNames() {
        assertThat(Permission.values())
                .extracting(Permission::toString)
                .containsExactly(
                        "user.read",
                        "user.write",
                        "user.delete",
                        "user.credential.write",
                        "user.passkey.write",
                        "audit.read");
    }

    @Test
    void theFourOperationsNeedWhatIsDocumented() {
        assertThat(Operation.ADD_MY_PASSWORDLESS_LINK.permissions()).isEmpty();
        assertThat(Operation.SEND_MY_PASSWORDLESS_LINK.permissions()).isEmpty();
        assertThat(Operation.ADD_PASSWORDLESS_REGISTRATION.permissions())
                .containsExactly(Permission.USER_CREDENTIAL_WRITE);
        assertThat(Operation.SEND_PASSWORDLESS_REGISTRATION.permissions()).containsExactly(Permission.USER_WRITE);
    }

    private static void allowed(Authority authority) {
        assertThatCode(() -> authority.atTheEdge(Roles.DEFAULT)).doesNotThrowAnyException();
    }

    private static void denied(Authority authority) {
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> authority.atTheEdge(Roles.DEFAULT))
                .satisfies(refusal -> assertThat(refusal.failure()).isEqualTo(new Failure.PermissionDenied()));
    }
}
