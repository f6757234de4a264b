import { usage } from './usage.js';

/**
 * Records that the user of the request used a feature, once the answer was sent. Users come from the header `x-user-id`, as a gateway in
 * front of the service would set it.
 *
 * @param {Parameters<typeof usage.recordUsage>[0]} feature
 * @returns {import('express').RequestHandler}
 */
export function recordsUsage(feature) {
  return (req, res, next) => {
    const startedAt = performance.now();
    res.once('close', () => {
      // A client that leaves in the midst of a stream has used it; one that got an error has not.
      if (!res.headersSent || res.statusCode >= 400) return;
      const plan = req.get('x-plan') === 'pro' ? 'pro' : 'basic';
      usage.recordUsage(feature, { userId: req.get('x-user-id'), plan });
      if (feature === 'nowcast.watch') {
        usage.recordSession({ durationMs: performance.now() - startedAt, plan });
      }
    });
    next();
  };
}
