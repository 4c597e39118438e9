package dev.passlink.api;

/** The engine for tests and trials. */
class InMemoryEngineTest extends EngineContract {

    @Override
    Passlink.Builder node() {
        return Passlink.builder().inMemory();
    }
}
