import type { EventLoopUtilization } from 'node:perf_hooks';
import { oncePerCollection } from '../kernel/once-per-collection.ts';
import { PreviousSample } from '../kernel/previous-sample.ts';
import { type DelaySummary, EventLoopDelay } from './event-loop-delay.ts';
import type { RuntimeInstruments } from './observe-runtime.ts';

/** How busy the event loop is. Node.js counts all of this anyway. */
export function observeEventLoop(instruments: RuntimeInstruments): (() => void)[] {
  const utilization = oncePerCollection(() => performance.eventLoopUtilization());
  const metrics = oncePerCollection(() => perfHooks().performance.nodeTiming.uvMetricsInfo);
  const previous = new PreviousSample<EventLoopUtilization>();
  return [
    instruments.eventLoopTime.observe((observe) => {
      const { active, idle } = utilization();
      observe(active / 1e3, { 'nodejs.eventloop.state': 'active' });
      observe(idle / 1e3, { 'nodejs.eventloop.state': 'idle' });
    }),
    instruments.eventLoopUtilization.observe((observe) => {
      const until = utilization();
      const since = previous.intervalTo(until)?.since;
      observe(
        since === undefined
          ? until.utilization
          : performance.eventLoopUtilization(until, since).utilization,
      );
    }),
    instruments.eventLoopIterations.observe((observe) => observe(metrics().loopCount)),
    instruments.eventLoopEvents.observe((observe) => observe(metrics().events)),
    instruments.eventLoopWaitingEvents.observe((observe) => observe(metrics().eventsWaiting)),
  ];
}

/** The delay of the event loop. The only part that needs a timer: it starts with the first SDK, or at the first collection. */
export function observeEventLoopDelay(
  instruments: RuntimeInstruments,
  resolutionMs: number,
): (() => void)[] {
  const delay = new EventLoopDelay(resolutionMs);
  if (instruments.eventLoopDelayMax.isEnabled()) delay.start();
  const summary = oncePerCollection(() => {
    delay.start();
    return delay.read();
  });
  const report = (
    instrument: RuntimeInstruments['eventLoopDelayMax'],
    statistic: keyof DelaySummary,
  ) =>
    instrument.observe((observe) => {
      const seconds = summary()?.[statistic];
      if (seconds !== undefined) observe(seconds);
    });
  return [
    report(instruments.eventLoopDelayMin, 'min'),
    report(instruments.eventLoopDelayMax, 'max'),
    report(instruments.eventLoopDelayMean, 'mean'),
    report(instruments.eventLoopDelayStddev, 'stddev'),
    report(instruments.eventLoopDelayP50, 'p50'),
    report(instruments.eventLoopDelayP90, 'p90'),
    report(instruments.eventLoopDelayP99, 'p99'),
    () => delay.stop(),
  ];
}

function perfHooks() {
  return process.getBuiltinModule('node:perf_hooks');
}
