import { errorCode, type KernelReports, type KernelSource } from '../kernel/kernel-reports.ts';
import { oncePerCollection } from '../kernel/once-per-collection.ts';
import { readKernelFile } from '../kernel/read-kernel-file.ts';
import { parseSelfIo, type SelfIo } from './proc-self.ts';

/** What does not go away by trying again, and how to mend it. */
const LASTING: Readonly<Record<string, string>> = {
  ENOENT: 'The kernel keeps no account of it (CONFIG_TASK_IO_ACCOUNTING): do without.',
  // After setuid() the folder belongs to root (PR_SET_DUMPABLE), but its other files may still be read.
  EACCES: 'Start the process as the user that it shall run as, or do without.',
  EPERM: 'Allow the process to read its own files in /proc, or do without.',
};

/**
 * Makes a function that reads /proc/self/io, at most once per collection. Some kernels do not have the file, and not every process
 * may read its own: then that is counted and said once, and not tried again.
 */
export function diskIoReader(
  source: KernelSource,
  reports: KernelReports,
): () => SelfIo | undefined {
  let isHidden = false;
  return oncePerCollection(() => {
    if (isHidden) return undefined;
    try {
      const value = parseSelfIo(readKernelFile(source.path));
      if (value === undefined) reports.garbled(source);
      return value;
    } catch (error) {
      const code = errorCode(error);
      const mend = LASTING[code];
      isHidden = mend !== undefined;
      if (mend === undefined) reports.unreadable(source, error);
      else
        reports.lost(
          source.path,
          `${source.path} is hidden (${code}); ${source.metrics} is absent. ${mend}`,
        );
      return undefined;
    }
  });
}
