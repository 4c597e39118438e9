package dev.passlink.domain;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.passlink.domain.user.event.UserEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** What the domain is made of, and what it keeps out. */
@AnalyzeClasses(packages = "dev.passlink.domain", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule theDomainKnowsNothingButTheLanguageAxonAndNullness = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.passlink.domain..",
                    "java.lang..",
                    "java.nio",
                    "java.nio.charset",
                    "java.security",
                    "java.text",
                    "java.time..",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "org.axonframework.commandhandling..",
                    "org.axonframework.eventhandling..",
                    "org.axonframework.eventsourcing..",
                    "org.axonframework.messaging..",
                    "org.axonframework.modelling..",
                    "org.axonframework.serialization",
                    "org.jspecify.annotations");

    @ArchTest
    static final ArchRule theDomainLeavesNothingToChance = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(random\\..*|SplittableRandom|concurrent\\.ThreadLocalRandom)")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule timeComesFromTheClockThatStampsEvents = noClasses()
            .should()
            .callMethodWhere(target(owner(type(Instant.class))).and(target(name("now"))))
            .orShould()
            .callMethodWhere(target(owner(type(Clock.class))).and(target(nameMatching("system.*|tick.*"))))
            .orShould()
            .callMethodWhere(target(owner(type(System.class))).and(target(nameMatching("currentTimeMillis|nanoTime"))))
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.time\\.(Local.*|Zoned.*|Offset.*|ZoneId|Year.*|MonthDay)|java\\.util\\.(Date|Calendar|Timer.*)");

    @ArchTest
    static final ArchRule noPackageIsAJunkDrawer = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..", "..common..", "..helper..", "..impl..", "..dto..", "..service..", "..manager..");

    @ArchTest
    static final ArchRule everyEventIsARecord = classes()
            .that()
            .areAssignableTo(UserEvent.class)
            .and()
            .areNotInterfaces()
            .should()
            .beRecords();

    @ArchTest
    static final ArchRule nothingButEventsLivesAmongTheEvents = classes()
            .that()
            .resideInAPackage("dev.passlink.domain.user.event")
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .beAssignableTo(UserEvent.class);

    @ArchTest
    static void theTableOfContentsListsEveryEvent(JavaClasses domain) {
        assertThat(listedIn(UserEvent.class))
                .containsExactlyInAnyOrderElementsOf(
                        domain.that(resideInAPackage("dev.passlink.domain.user.event")).stream()
                                .filter(JavaClass::isRecord)
                                .map(JavaClass::reflect)
                                .toList());
    }

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses domain) {
        assertThat(domain.stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
                .allSatisfy(room -> assertThat(room.isAnnotatedWith(NullMarked.class))
                        .as(room.getName())
                        .isTrue());
    }

    private static Stream<Class<?>> listedIn(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(permitted -> permitted.isSealed() ? listedIn(permitted) : Stream.of(permitted));
    }
}
