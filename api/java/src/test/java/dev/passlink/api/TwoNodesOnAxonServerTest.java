package dev.passlink.api;

import java.util.List;

/** Events in a live Axon Server, which must serve no other nodes meanwhile: it would bring them these nodes' commands. */
@LiveAxonServer
class TwoNodesOnAxonServerTest extends TwoNodesContract {

    @Override
    List<String> events() {
        return List.of(LiveAxonServer.Named.server());
    }
}
