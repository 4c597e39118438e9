package dev.passlink.server.command.audit;

import java.io.PrintWriter;
import java.util.function.Function;

/** The forms in which an audit is written. */
public enum AuditForm {
    /** Columns for people. */
    TABLE(AuditTable::new),
    /** One JSON object a line. */
    JSON(AuditJson::new),
    /** For spreadsheets, by RFC 4180. */
    CSV(AuditCsv::new),
    /** One page for a browser, which needs nothing else. */
    HTML(AuditHtml::new);

    private final Function<PrintWriter, AuditReport> report;

    AuditForm(Function<PrintWriter, AuditReport> report) {
        this.report = report;
    }

    /** A report in this form. */
    public AuditReport to(PrintWriter out) {
        return report.apply(out);
    }
}
