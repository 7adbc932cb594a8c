/**
 * What a person sees while a program works: messages, and a bar that moves (or plain lines where
 * nothing can move). What may not live here: files, options, and any idea of what is being done.
 */
package dev.ornstein.examples.progress;
