import { kernelValue } from '../kernel/kernel-value.ts';
import { type InterfaceStat, parseNetDev } from '../kernel/proc-net-dev.ts';
import { firstOfMany } from './first-of-many.ts';
import { type HostContext, procSource } from './host-context.ts';

/**
 * Traffic of the machine with itself and with its containers: loopback, the host's ends of containers' interfaces (Docker, Calico,
 * Cilium), and interfaces that carry nothing.
 */
const LEFT_OUT = /^(?:lo|veth.*|cali[0-9a-f]{6,}|lxc[0-9a-f]{5,}|(?:ifb|dummy)\d+)$/;

const DIRECTIONS = ['receive', 'transmit'] as const;

/** `system.network.*`, on Linux: of the network namespace of this process, which in a container is the container's own. */
export function observeNetwork(context: HostContext): (() => void)[] {
  if (!context.hasKernelFiles) return [];
  const { instruments, reports } = context;
  const read = kernelValue(
    procSource(context, 'self/net/dev', 'system.network.*', 'network'),
    (text) => {
      const all = parseNetDev(text, (name) => !LEFT_OUT.test(name));
      return all && firstOfMany(all, 'network interfaces', 'network', reports);
    },
    reports,
  );
  const interfaces = () => read() ?? [];
  const labels = ({ name }: InterfaceStat, direction: 'receive' | 'transmit') => ({
    'network.interface.name': name,
    'network.io.direction': direction,
  });

  return [
    instruments.systemNetworkIo.observe((observe) => {
      for (const each of interfaces()) {
        for (const way of DIRECTIONS) observe(each[way].bytes, labels(each, way));
      }
    }),
    instruments.systemNetworkPacketCount.observe((observe) => {
      for (const each of interfaces()) {
        for (const way of DIRECTIONS) {
          observe(each[way].packets, { ...labels(each, way), 'system.device.name': each.name });
        }
      }
    }),
    instruments.systemNetworkErrors.observe((observe) => {
      for (const each of interfaces()) {
        for (const way of DIRECTIONS) observe(each[way].errors, labels(each, way));
      }
    }),
    instruments.systemNetworkPacketDropped.observe((observe) => {
      for (const each of interfaces()) {
        for (const way of DIRECTIONS) observe(each[way].dropped, labels(each, way));
      }
    }),
  ];
}
