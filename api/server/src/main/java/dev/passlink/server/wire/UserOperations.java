package dev.passlink.server.wire;

import dev.passlink.api.Users;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import io.grpc.stub.StreamObserver;
import zitadel.user.v2.AddHumanUserRequest;
import zitadel.user.v2.AddHumanUserResponse;
import zitadel.user.v2.UserServiceGrpc;

/** {@code zitadel.user.v2.UserService}: users, second version; the organization is named in the request. */
final class UserOperations extends UserServiceGrpc.UserServiceImplBase {

    private final Users users;

    UserOperations(Users users) {
        this.users = users;
    }

    @Override
    public void addHumanUser(AddHumanUserRequest request, StreamObserver<AddHumanUserResponse> answer) {
        UserId userId = request.hasUserId() ? new UserId(request.getUserId()) : Users.newUserId();
        Person person = Persons.of(request);
        Answers.send(
                organization(request)
                        .add(Call.current().caller(), userId, person)
                        .thenApply(added -> {
                            return AddHumanUserResponse.newBuilder()
                                    .setUserId(added.userId().value())
                                    .setDetails(Answers.detailsV2(added.details()))
                                    .build();
                        }),
                answer);
    }

    private Users organization(AddHumanUserRequest request) {
        return request.getOrganization().hasOrgId()
                ? users.in(new ResourceOwner(request.getOrganization().getOrgId()))
                : users;
    }
}
