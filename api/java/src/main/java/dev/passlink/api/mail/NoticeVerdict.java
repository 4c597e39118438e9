package dev.passlink.api.mail;

/** What a user's events say to the question whether a notice is to be sent. */
sealed interface NoticeVerdict {

    /** Send it. */
    record Due(Notice notice) implements NoticeVerdict {}

    /** Never: there were as many of its kind as a mailbox should bear. */
    record TooMany() implements NoticeVerdict {}

    /** Never: the user is removed, or had no address that mails may go to. */
    record NotDue() implements NoticeVerdict {}
}
