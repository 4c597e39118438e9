package dev.passlink.api.mail;

/**
 * A mail could not be delivered now; it will be tried again until its code expires. The message is logged, so it never
 * contains an address, a link, or what a server wrote about a recipient; for the same reason there is no cause.
 */
public final class DeliveryDelayed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param reason why, such as {@code SMTP 451 4.7.1}
     */
    public DeliveryDelayed(String reason) {
        super(reason, null, false, false);
    }
}
