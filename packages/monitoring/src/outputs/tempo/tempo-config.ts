import type { Targets } from '../../define/targets.ts';
import { portOf } from '../port-of.ts';

/** Tempo in one process, with its data on a disk. It makes no metrics of spans: our services measure themselves, before any sampling. */
export function tempoConfig({ retentionDays, addresses }: Targets): unknown {
  return {
    stream_over_http_enabled: true,
    server: { http_listen_port: portOf(addresses.tempoApi), log_level: 'warn' },
    distributor: {
      receivers: {
        otlp: { protocols: { grpc: { endpoint: `0.0.0.0:${portOf(addresses.tempo)}` } } },
      },
    },
    compactor: { compaction: { block_retention: `${retentionDays.traces * 24}h` } },
    storage: {
      trace: {
        backend: 'local',
        local: { path: '/var/tempo/blocks' },
        wal: { path: '/var/tempo/wal' },
      },
    },
    usage_report: { reporting_enabled: false },
  };
}
