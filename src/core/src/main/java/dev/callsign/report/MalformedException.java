package dev.callsign.report;

/**
 * Text or bytes from outside that do not parse, with the slug that names the rule they break.
 *
 * <p>Checked, because whoever reads untrusted input must decide what it means to the caller.
 */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Slug slug;

  /** {@code detail} is written for the person who sent the input and never repeats it whole. */
  public MalformedException(Slug slug, String detail) {
    super(detail);
    this.slug = slug;
  }

  /** The rule that is broken. */
  public Slug slug() {
    return slug;
  }

  /** What is wrong, for a person. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
