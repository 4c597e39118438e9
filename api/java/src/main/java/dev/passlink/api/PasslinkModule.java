package dev.passlink.api;

import dev.passlink.api.serialization.LatePersonalKeys;
import dev.passlink.api.serialization.StoredForms;
import java.util.concurrent.atomic.AtomicReference;
import org.axonframework.config.Configurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.lifecycle.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Installs Passlink into an application's own Axon configuration: as the component {@link Passlink}, which starts before
 * the application's streaming processors and stops after them, so that their handlers can use it, and before the event
 * store. Its events of older forms are read by its upcasters. Nothing else of the configuration is touched.
 */
final class PasslinkModule implements ConfigurerModule {

    private static final int PHASE = Phase.INBOUND_EVENT_CONNECTORS - 1;

    private final Passlink.Builder settings;

    PasslinkModule(Passlink.Builder settings) {
        this.settings = settings;
    }

    @Override
    public void configureModule(Configurer configurer) {
        AtomicReference<@Nullable Passlink> installed = new AtomicReference<>();
        LatePersonalKeys keys = new LatePersonalKeys();
        StoredForms.upcasters(keys).forEach(upcaster -> configurer.registerEventUpcaster(config -> upcaster));
        configurer.registerComponent(Passlink.class, host -> {
            Passlink passlink = settings.installedIn(host, keys);
            installed.set(passlink);
            return passlink;
        });
        configurer.onInitialize(host -> {
            host.onStart(
                    PHASE, (Runnable) () -> host.getComponent(Passlink.class).start());
            host.onShutdown(PHASE, (Runnable) () -> close(installed.get()));
        });
    }

    private static void close(@Nullable Passlink passlink) {
        if (passlink != null) { // the application's start may have failed before
            passlink.close();
        }
    }
}
