package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Grant;
import dev.passlink.domain.Operation;
import dev.passlink.domain.user.UserCommand.AddPasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.DeactivateUser;
import dev.passlink.domain.user.UserCommand.LockUser;
import dev.passlink.domain.user.UserCommand.RemoveUser;
import dev.passlink.domain.user.UserCommand.UnlockUser;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.UserAdded;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.test.aggregate.ResultValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what to whom, as the aggregate sees it, which knows who really owns the user (behaviour O3–O6). */
class AuthorizationTest {

    private static final Operation ADD = Operation.ADD_PASSWORDLESS_REGISTRATION;

    private final UserStory story = new UserStory().given(addUser());

    @Test
    void anOwnerOfTheOrganizationMayAddACode() {
        asked(manager(ADD, HOME, Grant.in(HOME, "ORG_OWNER"))).expectSuccessfulHandlerExecution();
    }

    @Test
    void aUserManagerOfTheOrganizationMayNotSeeCodes() {
        denied(manager(ADD, HOME, Grant.in(HOME, "ORG_USER_MANAGER")));
    }

    @Test
    void aUserManagerOfTheOrganizationMayHaveCodesMailed() {
        story.when(new AddPasswordlessInitCode(
                        USER,
                        CODE,
                        seed(1),
                        Medium.MAIL,
                        null,
                        null,
                        manager(Operation.SEND_PASSWORDLESS_REGISTRATION, HOME, Grant.in(HOME, "ORG_USER_MANAGER"))))
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void aUserManagerMayNotRemove() {
        story.when(new RemoveUser(USER, manager(Operation.REMOVE_USER, HOME, Grant.in(HOME, "ORG_USER_MANAGER"))))
                .expectExceptionDetails(new Failure.PermissionDenied())
                .expectNoEvents();
    }

    @Test
    void aColleagueWithoutRoleIsDenied() {
        denied(manager(ADD, HOME));
    }

    @Test
    void anAuditorIsDenied() {
        denied(manager(ADD, HOME, Grant.in(HOME, "AUDITOR")));
    }

    @Test
    void anUnknownRoleGrantsNothing() {
        denied(manager(ADD, HOME, Grant.in(HOME, "ORG_GARDENER")));
    }

    @Test
    void anOrganizationRoleWithoutOrganizationGrantsNothing() {
        denied(manager(ADD, HOME, Grant.everywhere("ORG_OWNER")));
    }

    @Test
    void anOrganizationRoleWithoutOrganizationOpensNoOtherOrganization() {
        notFound(manager(ADD, ELSEWHERE, Grant.everywhere("ORG_OWNER")));
    }

    @Test
    void anOwnerOfAnotherOrganizationFindsNoUser() {
        notFound(manager(ADD, ELSEWHERE, Grant.in(ELSEWHERE, "ORG_OWNER")));
    }

    @Test
    void aStrangerWithoutRoleFindsNoUser() {
        notFound(manager(ADD, ELSEWHERE));
    }

    @Test
    void aStrangerWithARoleHereFindsTheUserByNamingTheOrganization() {
        asked(manager(ADD, ELSEWHERE, HOME, Grant.in(HOME, "ORG_OWNER"))).expectSuccessfulHandlerExecution();
    }

    @Test
    void aStrangerWithARoleHereFindsNoUserWithoutNamingTheOrganization() {
        notFound(manager(ADD, ELSEWHERE, Grant.in(HOME, "ORG_OWNER")));
    }

    @Test
    void aStrangerWithoutRoleHereIsDeniedWhenNamingTheOrganization() {
        denied(manager(ADD, ELSEWHERE, HOME, Grant.in(ELSEWHERE, "ORG_OWNER")));
    }

    @Test
    void aRoleInTheWholeInstanceFindsTheUserWhereverItIs() {
        asked(manager(ADD, ELSEWHERE, Grant.everywhere("IAM_OWNER"))).expectSuccessfulHandlerExecution();
    }

    @Test
    void aRoleInTheWholeInstanceFindsTheUserInTheNamedOrganization() {
        asked(manager(ADD, ELSEWHERE, HOME, Grant.everywhere("IAM_OWNER"))).expectSuccessfulHandlerExecution();
    }

    @Test
    void aRoleInTheWholeInstanceFindsNoUserInAnotherNamedOrganization() {
        notFound(manager(ADD, HOME, ELSEWHERE, Grant.everywhere("IAM_OWNER")));
    }

    @Test
    void aRoleInTheWholeInstanceThatDoesNotReachThisFarFindsNoUser() {
        notFound(manager(ADD, ELSEWHERE, Grant.everywhere("IAM_USER_MANAGER")));
    }

    @Test
    void aRoleInTheWholeInstanceThatDoesNotReachThisFarIsDeniedAtHome() {
        denied(manager(ADD, HOME, Grant.everywhere("IAM_USER_MANAGER")));
    }

    @Test
    void anInstanceRoleGrantedInOneOrganizationReachesThatOneOnly() {
        notFound(manager(ADD, ELSEWHERE, Grant.in(ELSEWHERE, "IAM_OWNER")));
    }

    @Test
    void theOwnerIsTheOneInTheAggregateWhateverTheCallerNames() {
        new UserStory()
                .stored(ELSEWHERE, new UserAdded(USER, PERSONAL_KEY, PERSON))
                .when(addCode(CODE))
                .expectExceptionDetails(new Failure.UserNotFound())
                .expectNoEvents();
    }

    @Test
    void aUserMayAddACodeForItself() {
        asked(oneself(Operation.ADD_MY_PASSWORDLESS_LINK, HOME)).expectSuccessfulHandlerExecution();
    }

    @Test
    void aUserFindsNobodyElseByActingForItself() {
        notFound(new Authority.Oneself(
                Caller.of("another-user", HOME.value(), Grant.in(HOME, "ORG_OWNER")),
                Operation.ADD_MY_PASSWORDLESS_LINK));
    }

    @Test
    void aNamesakeFromElsewhereIsSomebodyElse() {
        notFound(oneself(Operation.ADD_MY_PASSWORDLESS_LINK, ELSEWHERE));
    }

    @Test
    void nobodyActsAsManagerByAnOperationThatIsOnesOwn() {
        denied(manager(Operation.ADD_MY_PASSWORDLESS_LINK, HOME, Grant.in(HOME, "ORG_OWNER")));
    }

    @Test
    void nobodyFindsUsersElsewhereByAnOperationThatIsOnesOwn() {
        notFound(manager(Operation.ADD_MY_PASSWORDLESS_LINK, ELSEWHERE, Grant.everywhere("IAM_OWNER")));
    }

    @Test
    void nobodyAddsUsersToAnOrganizationWithoutPermission() {
        new UserStory()
                .when(new UserCommand.AddUser(
                        USER, PERSONAL_KEY, HOME, PERSON, manager(Operation.ADD_HUMAN_USER, HOME)))
                .expectExceptionDetails(new Failure.PermissionDenied())
                .expectNoEvents();
    }

    @Test
    void aUserManagerAddsUsersToTheirOrganization() {
        new UserStory()
                .when(new UserCommand.AddUser(
                        USER,
                        PERSONAL_KEY,
                        HOME,
                        PERSON,
                        manager(Operation.ADD_HUMAN_USER, HOME, Grant.in(HOME, "ORG_USER_MANAGER"))))
                .expectEvents(new UserAdded(USER, PERSONAL_KEY, PERSON));
    }

    @Test
    void permissionToWriteUsersIsNotEnoughToAddOneTogetherWithACode() {
        new UserStory()
                .when(addUserWithCode(
                        manager(Operation.IMPORT_HUMAN_USER_WITH_LINK, HOME, Grant.in(HOME, "ORG_USER_MANAGER"))))
                .expectExceptionDetails(new Failure.PermissionDenied())
                .expectNoEvents();
    }

    @Test
    void withBothPermissionsAUserAndItsCodeAreAddedTogether() {
        new UserStory()
                .when(addUserWithCode(owner(Operation.IMPORT_HUMAN_USER_WITH_LINK)))
                .expectEvents(
                        new UserAdded(USER, PERSONAL_KEY, PERSON),
                        new PasswordlessInitCodeAdded(
                                USER, CODE, seed(1), 12, Duration.ofHours(1), 3, 10, Medium.RETURNED, null, null));
    }

    /** Every command that a manager may give, and none that checks less than the others. */
    static Stream<Function<Authority, UserCommand>> commandsOfManagers() {
        return Stream.of(
                by -> new UserCommand.ChangeUserEmail(USER, new Email("other@example.org", true), by),
                by -> new DeactivateUser(USER, by),
                by -> new UserCommand.ReactivateUser(USER, by),
                by -> new LockUser(USER, by),
                by -> new UnlockUser(USER, by),
                by -> new RemoveUser(USER, by),
                by -> new AddPasswordlessInitCode(USER, CODE, seed(1), Medium.RETURNED, null, null, by),
                by -> new UserCommand.RevokePasswordlessInitCode(USER, OTHER_CODE, by),
                by -> new UserCommand.RevokeAllPasswordlessInitCodes(USER, by),
                by -> new UserCommand.ReviewPasswordlessInitCodeMail(USER, OTHER_CODE, null, by),
                by -> new UserCommand.MarkPasswordlessInitCodeSent(USER, OTHER_CODE, by),
                by -> new UserCommand.MarkPasswordlessInitCodeDeliveryFailed(USER, OTHER_CODE, "EXPIRED", by),
                by -> new UserCommand.RenamePasskey(USER, PASSKEY, NAME, by),
                by -> new UserCommand.RemovePasskey(USER, PASSKEY, by));
    }

    @ParameterizedTest
    @MethodSource("commandsOfManagers")
    void noCommandIsDoneForAColleagueWithoutRole(Function<Authority, UserCommand> command) {
        story.given(sendCode(OTHER_CODE))
                .when(command.apply(manager(Operation.DEACTIVATE_USER, HOME)))
                .expectExceptionDetails(new Failure.PermissionDenied())
                .expectNoEvents();
    }

    @ParameterizedTest
    @MethodSource("commandsOfManagers")
    void noCommandFindsAUserOutOfSight(Function<Authority, UserCommand> command) {
        story.given(sendCode(OTHER_CODE))
                .when(command.apply(manager(Operation.DEACTIVATE_USER, ELSEWHERE, Grant.in(ELSEWHERE, "ORG_OWNER"))))
                .expectExceptionDetails(new Failure.UserNotFound())
                .expectNoEvents();
    }

    private void denied(Authority authority) {
        asked(authority).expectExceptionDetails(new Failure.PermissionDenied()).expectNoEvents();
    }

    private void notFound(Authority authority) {
        asked(authority).expectExceptionDetails(new Failure.UserNotFound()).expectNoEvents();
    }

    private ResultValidator<User> asked(Authority authority) {
        return story.when(addCode(CODE, authority));
    }
}
