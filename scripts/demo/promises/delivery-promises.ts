import { accounts, requestsWithoutSpan, SIGNALS, totalLost } from '../losses.ts';
import { differs, each, type PromiseCheck } from './promise-check.ts';

/** Nothing is lost, and nothing is left behind. */
export const deliveryPromises: readonly PromiseCheck[] = [
  {
    promise: 'every request was answered as the service means to',
    breaches: ({ sent }) =>
      sent.flatMap(({ planned, failure }) =>
        failure ? [`${planned.method} ${planned.target}: ${failure}`] : [],
      ),
  },
  {
    promise: 'traces, metrics and logs arrived over OTLP',
    breaches: (evidence) =>
      SIGNALS.filter(
        (signal) => !accounts(evidence).some((item) => item.signal === signal && item.arrived > 0),
      ).map((signal) => `no ${signal} arrived`),
  },
  {
    promise: 'every body follows the OTLP schema',
    breaches: ({ deliveries }) =>
      each('body', deliveries, ({ path, status, payload }) => [
        ...(payload ? [] : [`${path}: the body could not be decoded, answered ${status}`]),
        ...(payload?.violations ?? []).map(
          (violation) => `${violation.path}: ${violation.problem}`,
        ),
      ]),
  },
  {
    promise: 'every request left exactly one server span, health checks none',
    breaches: (evidence) => [
      ...differs('requests without a span', requestsWithoutSpan(evidence), 0),
      ...evidence.sent.flatMap(({ planned }) => {
        const found = evidence.serverSpans(planned.id).length;
        const most = planned.isIgnored ? 0 : 1;
        return found > most ? [`${planned.method} ${planned.target}: ${found} server spans`] : [];
      }),
    ],
  },
  {
    promise: 'the service stopped on SIGTERM within 5 s, with exit code 0',
    breaches: ({ exit }) => [
      ...differs('exit', exit.signal ?? exit.code, 0),
      ...(exit.durationMs < 5_000 ? [] : [`it took ${Math.round(exit.durationMs)} ms`]),
    ],
  },
  {
    promise: 'nothing was lost',
    breaches: (evidence) => [
      ...(evidence.exit.report ? [] : ['the service gave no report']),
      ...accounts(evidence).flatMap(({ signal, lost, created, arrived, dropped }) =>
        lost === 0
          ? []
          : [`${signal}: ${created} made, ${arrived} arrived, dropped ${JSON.stringify(dropped)}`],
      ),
      ...differs('lost in all', totalLost(evidence), 0),
    ],
  },
];
