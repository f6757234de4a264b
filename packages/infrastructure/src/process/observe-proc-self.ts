import type { KernelReports, KernelSource } from '../kernel/kernel-reports.ts';
import { kernelValue } from '../kernel/kernel-value.ts';
import { fileDescriptorCounter } from './count-file-descriptors.ts';
import { diskIoReader } from './disk-io-reader.ts';
import type { ProcessInstruments } from './observe-process.ts';
import { parseOpenFilesLimit, parseSelfStat } from './proc-self.ts';

/** What only /proc tells about this process. @param folder - As in `/proc/self`. */
export function observeProcSelf(
  instruments: ProcessInstruments,
  folder: string,
  reports: KernelReports,
): (() => void)[] {
  const source = (file: string, metrics: string): KernelSource => ({
    path: `${folder}/${file}`,
    metrics,
    off: '{ process: false }',
  });
  const stat = kernelValue(
    source('stat', 'process.memory.virtual (with process.thread.count)'),
    parseSelfStat,
    reports,
  );
  const io = diskIoReader(source('io', 'process.disk.io'), reports);
  return [
    instruments.processMemoryVirtual.observe((observe) => {
      const bytes = stat()?.virtualBytes;
      if (bytes !== undefined) observe(bytes);
    }),
    instruments.processThreadCount.observe((observe) => {
      const threads = stat()?.threads;
      if (threads !== undefined) observe(threads);
    }),
    instruments.processDiskIo.observe((observe) => {
      const bytes = io();
      if (bytes === undefined) return;
      observe(bytes.read, { 'disk.io.direction': 'read' });
      observe(bytes.write, { 'disk.io.direction': 'write' });
    }),
    observeDescriptors(instruments, source('fd', 'process.unix.file_descriptor.count'), reports),
    observeDescriptorLimit(
      instruments,
      source('limits', 'fluxora.process.unix.file_descriptor.limit'),
      reports,
    ),
  ];
}

function observeDescriptors(
  { processFileDescriptorCount }: ProcessInstruments,
  source: KernelSource,
  reports: KernelReports,
): () => void {
  const count = fileDescriptorCounter(source.path);
  const fail = (error: unknown) => reports.unreadable(source, error);
  return processFileDescriptorCount.observe((observe) => {
    try {
      const result = count();
      // Not `await` in any case: what is known now must not arrive a turn later.
      return typeof result === 'number' ? observe(result) : result.then(observe, fail);
    } catch (error) {
      return fail(error);
    }
  });
}

function observeDescriptorLimit(
  { processFileDescriptorLimit }: ProcessInstruments,
  source: KernelSource,
  reports: KernelReports,
): () => void {
  const read = kernelValue(source, parseOpenFilesLimit, reports);
  let limit: number | 'unlimited' | undefined;
  return processFileDescriptorLimit.observe((observe) => {
    // Read until known, and then no more: Node.js raises it at its start only. And a process that has reached its limit could not
    // open this file either, just when it matters.
    limit ??= read();
    if (typeof limit === 'number') observe(limit);
  });
}
