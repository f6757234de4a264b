import type { KernelReports, KernelSource } from './kernel-reports.ts';
import { oncePerCollection } from './once-per-collection.ts';
import { readKernelFile } from './read-kernel-file.ts';

/** What a parser found, or undefined when the text has not the kernel's form. */
export type Parse<T> = (text: string) => T | undefined;

/**
 * Makes a function that reads and parses one file, at most once per collection. It returns undefined when that fails, which is
 * then counted and said once.
 */
export function kernelValue<T>(
  source: KernelSource,
  parse: Parse<T>,
  reports: KernelReports,
): () => T | undefined {
  return oncePerCollection(() => readValue(source, parse, reports));
}

/** Reads and parses one file now, as {@link kernelValue} does. */
export function readValue<T>(
  source: KernelSource,
  parse: Parse<T>,
  reports: KernelReports,
): T | undefined {
  let text: string;
  try {
    text = readKernelFile(source.path);
  } catch (error) {
    reports.unreadable(source, error);
    return undefined;
  }
  const value = parse(text);
  if (value === undefined) reports.garbled(source);
  return value;
}
