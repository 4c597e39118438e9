package dev.passlink.api;

import java.util.List;

/** Events in the database as well. */
class TwoNodesOnPostgresTest extends TwoNodesContract {

    @Override
    List<String> events() {
        return List.of();
    }
}
