import { logger } from '@fluxora/telemetry';

/**
 * Answers with what the client may know, and logs what it may not.
 *
 * @param {any} error
 * @param {import('express').Request} req
 * @param {import('express').Response} res
 * @param {import('express').NextFunction} next
 */
export function errorHandler(error, req, res, next) {
  const status = Number(error?.status ?? 500);
  if (status >= 500) logger.error('request failed', { error, path: req.path });
  if (res.headersSent) {
    next(error);
    return;
  }
  res.status(status).json({ error: status === 500 ? 'Internal error' : error.message });
}
