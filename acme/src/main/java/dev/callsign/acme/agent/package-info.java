/**
 * In comes one configuration file; out goes a domain whose certificate is renewed, whose statement
 * is signed, served and known to a directory. Connects what decides ({@code certificate}) with
 * those who do it: {@code order}, {@code challenge}, {@code statement}, {@code directory}.
 */
@NullMarked
package dev.callsign.acme.agent;

import org.jspecify.annotations.NullMarked;
