import { BlockDevices } from '../kernel/block-devices.ts';
import { kernelValue } from '../kernel/kernel-value.ts';
import { parseDiskstats } from '../kernel/proc-diskstats.ts';
import { firstOfMany } from './first-of-many.ts';
import { type HostContext, procSource } from './host-context.ts';

const DIRECTIONS = ['read', 'write'] as const;

/** `system.disk.*`, on Linux. */
export function observeDisk(context: HostContext): (() => void)[] {
  if (!context.hasKernelFiles) return [];
  const { instruments, reports } = context;
  const devices = new BlockDevices(context.sysPath);
  const read = kernelValue(
    procSource(context, 'diskstats', 'system.disk.*', 'disk'),
    (text) => {
      const all = parseDiskstats(text, (name) => devices.isDisk(name));
      return all && firstOfMany(all, 'disks', 'disk', reports);
    },
    reports,
  );
  const disks = () => read() ?? [];
  const labels = (name: string, direction: 'read' | 'write') => ({
    'system.device.name': name,
    'disk.io.direction': direction,
  });

  return [
    instruments.systemDiskIo.observe((observe) => {
      for (const disk of disks()) {
        for (const way of DIRECTIONS) observe(disk[way].bytes, labels(disk.name, way));
      }
    }),
    instruments.systemDiskOperations.observe((observe) => {
      for (const disk of disks()) {
        for (const way of DIRECTIONS) observe(disk[way].operations, labels(disk.name, way));
      }
    }),
    instruments.systemDiskOperationTime.observe((observe) => {
      for (const disk of disks()) {
        for (const way of DIRECTIONS) observe(disk[way].operationTime, labels(disk.name, way));
      }
    }),
    instruments.systemDiskIoTime.observe((observe) => {
      for (const disk of disks()) observe(disk.ioTime, { 'system.device.name': disk.name });
    }),
  ];
}
