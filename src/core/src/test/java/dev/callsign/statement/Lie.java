package dev.callsign.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.report.Slug;

/** A statement that is wrong in one way, and the one slug that must say so. */
record Lie(String why, Slug slug, String compact) {

  /** Verifies it: rejected, for this reason and no other. */
  void isFoundOut() {
    StatementVerdict verdict = Alice.verify(compact);

    assertThat(verdict).isInstanceOf(StatementVerdict.Rejected.class);
    assertThat(Alice.failures(verdict)).as(verdict.findings().toString()).containsExactly(slug);
  }

  @Override
  public String toString() {
    return why;
  }
}
