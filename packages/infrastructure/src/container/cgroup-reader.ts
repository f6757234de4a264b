import { errorCode, type KernelReports } from '../kernel/kernel-reports.ts';
import type { Parse } from '../kernel/kernel-value.ts';
import { readKernelFile } from '../kernel/read-kernel-file.ts';

/** Says how to do without a file that cannot be read. */
export const CONTAINER_OFF = '{ container: false }';

/** What the kernel answers where a file is not: the controller is off, or the kernel is too old for it. */
const ABSENT = new Set(['ENOENT', 'ENODEV', 'EOPNOTSUPP', 'ENOTSUP']);

/**
 * Reads files of control groups. Which there are depends on the kernel and on the controllers that are on, so one that is not
 * there is absent without a word, and not looked for again: a failed read costs more than a good one.
 */
export class CgroupReader {
  readonly #reports: KernelReports;
  readonly #absent = new Set<string>();

  constructor(reports: KernelReports) {
    this.#reports = reports;
  }

  /** What `parse` makes of a file, or undefined. @param metrics - What is absent when it cannot be read. */
  read<T>(path: string, metrics: string, parse: Parse<T>): T | undefined {
    if (this.#absent.has(path)) return undefined;
    const source = { path, metrics, off: CONTAINER_OFF };
    let text: string;
    try {
      text = readKernelFile(path);
    } catch (error) {
      if (ABSENT.has(errorCode(error))) this.#absent.add(path);
      else this.#reports.unreadable(source, error);
      return undefined;
    }
    const value = parse(text);
    if (value === undefined) this.#reports.garbled(source);
    return value;
  }

  /** Looks for absent files again: the process is in another group. */
  forget(): void {
    this.#absent.clear();
  }
}
