import { beforeEach, describe, expect, it } from 'vitest';
import { processCpuUtilization } from './process-cpu-utilization.ts';

describe('processCpuUtilization', () => {
  const clock = { seconds: 0, cpus: 2 };
  const utilization = () =>
    processCpuUtilization({
      uptimeSeconds: () => clock.seconds,
      nowMs: () => clock.seconds * 1e3,
      availableCpus: () => clock.cpus,
    });

  beforeEach(() => {
    clock.seconds = 100;
    clock.cpus = 2;
  });

  it('tells the share since the start of the process at first', () => {
    expect(utilization()({ user: 50e6, system: 10e6 })).toEqual({ user: 0.25, system: 0.05 });
  });

  it('tells the share since the collection before from then on', () => {
    const share = utilization();
    share({ user: 50e6, system: 10e6 });
    clock.seconds += 10;
    expect(share({ user: 60e6, system: 10e6 })).toEqual({ user: 0.5, system: 0 });
    clock.seconds += 10;
    expect(share({ user: 60e6, system: 30e6 })).toEqual({ user: 0, system: 1 });
  });

  it('follows the number of CPUs that are available, within five collections', () => {
    const share = utilization();
    share({ user: 0, system: 0 });
    clock.cpus = 1;
    const shares = [1, 2, 3, 4, 5].map((second) => {
      clock.seconds += 1;
      return share({ user: second * 1e6, system: 0 })?.user;
    });
    expect(shares).toEqual([0.5, 0.5, 0.5, 0.5, 1]);
  });

  it('looks back far enough when several readers collect at once', () => {
    const share = utilization();
    share({ user: 0, system: 0 });
    clock.seconds += 10;
    share({ user: 5e6, system: 0 });
    clock.seconds += 0.001;
    // A window of one millisecond would say 0.5.
    expect(share({ user: 5.001e6, system: 0 })?.user).toBeCloseTo(0.25, 3);
  });

  it('says nothing while no time has passed', () => {
    clock.seconds = 0;
    expect(utilization()({ user: 1, system: 1 })).toBeUndefined();
  });

  it('says nothing where no CPU is available', () => {
    clock.cpus = 0;
    expect(utilization()({ user: 1, system: 1 })).toBeUndefined();
  });
});
