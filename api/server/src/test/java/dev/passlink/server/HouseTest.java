package dev.passlink.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

/** The house: which room may know which. */
@AnalyzeClasses(packages = "dev.passlink", importOptions = DoNotIncludeTests.class)
class HouseTest {

    @ArchTest
    static final ArchRule directionsLeadFromTheServerOverTheApiAndTheProjectionsToTheDomain = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.passlink..")
            .layer("domain")
            .definedBy("dev.passlink.domain..")
            .layer("projection")
            .definedBy("dev.passlink.projection..")
            .layer("api")
            .definedBy("dev.passlink.api..")
            .layer("server")
            .definedBy("dev.passlink.server..")
            .whereLayer("server")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("projection")
            .mayOnlyBeAccessedByLayers("api", "server");

    @ArchTest
    static final ArchRule readModelsDoNotKnowEachOther = slices().matching(
                    "dev.passlink.projection.(initcode|passkey|user)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule theRoomsOfTheApiDoNotKnowEachOther =
            slices().matching("dev.passlink.api.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule whoHasNoAxonServerNeedsNoConnector = noClasses()
            .that()
            .haveNameNotMatching(
                    "dev\\.passlink\\.api\\.engine\\.(AxonServer|AxonServerFailures|RoutingCommandBus)(\\$.*)?")
            .and()
            .resideInAPackage("dev.passlink.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.axonframework.axonserver..", "io.axoniq..", "io.grpc..");

    @ArchTest
    static final ArchRule wireAndCommandLineDoNotKnowEachOther =
            slices().matching("dev.passlink.server.(wire|command)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule nobodyButTheServerKnowsThePage = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.passlink.server.wire..", "dev.passlink.server.command..", "dev.passlink.server.auth..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.passlink.server.page..");

    @ArchTest
    static final ArchRule whoAsksIsKnownWithoutTheRestOfTheServer = noClasses()
            .that()
            .resideInAPackage("dev.passlink.server.auth..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.passlink.server..")
                    .and(resideOutsideOfPackage("dev.passlink.server.auth..")));

    @ArchTest
    static final ArchRule theFacadeIsAllThatTheWireKnowsOfTheApi = noClasses()
            .that()
            .resideInAnyPackage("dev.passlink.server.wire..", "dev.passlink.server.page..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.passlink.api.engine..", "dev.passlink.api.code..", "dev.passlink.api.mail..");

    @ArchTest
    static final ArchRule noPackageIsAJunkDrawer = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..", "..common..", "..helper..", "..impl..", "..dto..", "..service..", "..manager..");

    @ArchTest
    static final ArchRule nobodySetsAxonsClock =
            noClasses().should().setField(org.axonframework.eventhandling.GenericEventMessage.class, "clock");

    @ArchTest
    static final ArchRule whatIsInternalToARowStaysThere = classes()
            .that()
            .haveSimpleNameEndingWith("Row")
            .and()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .should()
            .notBePublic();

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses house) {
        assertThat(house.stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
                .allSatisfy(room -> assertThat(room.isAnnotatedWith(NullMarked.class))
                        .as(room.getName())
                        .isTrue());
    }
}
