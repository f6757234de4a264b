import { describe, expect, it } from 'vitest';
import { adviceFor } from './export-advice.ts';
import { ExportError } from './export-error.ts';

const HTTP = 'http://collector:4318/v1/traces';

describe('adviceFor', () => {
  it.each([
    [{ status: 401 }, 'Check the headers'],
    [{ status: 404 }, '/v1/traces'],
    [{ status: 413 }, 'limits.batchSize'],
    [{ status: 418 }, "See the collector's log."],
    [{ code: 'ENOTFOUND' }, 'No such host'],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'tls.ca'],
    [{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'tls.ca'],
    [{ code: 'CERT_HAS_EXPIRED' }, 'renew it'],
    [{ code: 'HPE_INVALID_CONSTANT' }, '4318'],
    [{}, 'Check the endpoint and the network.'],
  ])('knows a mend for %o', (details, mend) => {
    expect(adviceFor(new ExportError('x', details), HTTP)).toContain(mend);
  });

  it('recognises the gRPC port', () => {
    const reset = new ExportError('x', { code: 'ECONNRESET' });

    expect(adviceFor(reset, 'http://collector:4317/v1/traces')).toContain('use port 4318');
  });
});
