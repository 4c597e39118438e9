package dev.passlink.projection;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.passlink.projection", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule projectionsKnowTheDomainJpaAndAxonOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "jakarta.persistence..",
                    "org.axonframework..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "dev.passlink.domain..",
                    "dev.passlink.projection..");

    @ArchTest
    static final ArchRule readModelsDoNotKnowEachOther = slices().matching("dev.passlink.projection.(*)..")
            .namingSlices("$1")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAPackage("dev.passlink.projection.fold"));

    @ArchTest
    static final ArchRule foldingKnowsNoReadModel = classes()
            .that()
            .resideInAPackage("..projection.fold")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(
                    "dev.passlink.projection",
                    "dev.passlink.projection.initcode..",
                    "dev.passlink.projection.user..",
                    "dev.passlink.projection.passkey..",
                    "dev.passlink.projection.audit..");

    @ArchTest
    static final ArchRule noClockIsRead = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .callMethod(Instant.class, "now");
}
