import { errorCode, type KernelReports, type KernelSource } from '../kernel/kernel-reports.ts';
import type { Parse } from '../kernel/kernel-value.ts';
import { oncePerCollection } from '../kernel/once-per-collection.ts';
import { readKernelFile } from '../kernel/read-kernel-file.ts';

/** What does not go away by trying again. */
const LASTING: readonly string[] = ['ENOENT', 'EACCES', 'EPERM'];

/**
 * As `kernelValue`, for a file that some systems do not have or show: without task accounting in the kernel, or after the
 * process has changed its user. Then it is counted and said once, and not tried again.
 */
export function ifPermitted<T>(
  source: KernelSource,
  parse: Parse<T>,
  reports: KernelReports,
): () => T | undefined {
  let isMissing = false;
  return oncePerCollection(() => {
    if (isMissing) return undefined;
    try {
      const value = parse(readKernelFile(source.path));
      if (value === undefined) reports.garbled(source);
      return value;
    } catch (error) {
      isMissing = LASTING.includes(errorCode(error));
      reports.unreadable(source, error);
      return undefined;
    }
  });
}
