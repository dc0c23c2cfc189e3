package dev.callsign.directory;

import dev.callsign.report.Slug;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a test that makes the directory answer with these slugs over HTTP, where no misbehaviour of
 * the lab can: {@link PolicyTest} counts them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Provokes {
  /** The slugs. */
  Slug[] value();
}
