// For `node --import`: a developer who wants to see values.
import { instrument } from '@fluxora/telemetry';

instrument({
  service: 'forecast-api',
  autoInstrumentations: {
    pg: { enhancedDatabaseReporting: true },
    mysql2: { maskStatement: false },
    redis: { dbStatementSerializer: (command, values) => [command, ...values].join(' ') },
  },
});
