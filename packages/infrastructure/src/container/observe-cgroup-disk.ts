import type { BlockDevices } from '../kernel/block-devices.ts';
import type { CgroupDiskIo } from '../kernel/cgroup-files.ts';
import type { ContainerInstruments } from './container-instruments.ts';

/** More devices than a machine has are not measured. */
const MAX_DISKS = 64;

/** `container.disk.io`. */
export function observeCgroupDisk(
  instruments: ContainerInstruments,
  devices: BlockDevices,
  read: () => readonly CgroupDiskIo[],
): (() => void)[] {
  return [
    instruments.containerDiskIo.observe((observe) => {
      let disks = 0;
      for (const { device, read: readBytes, write } of read()) {
        const name = devices.diskName(device);
        if (name === undefined) continue;
        disks += 1;
        if (disks > MAX_DISKS) return;
        observe(readBytes, { 'system.device.name': name, 'disk.io.direction': 'read' });
        observe(write, { 'system.device.name': name, 'disk.io.direction': 'write' });
      }
    }),
  ];
}
