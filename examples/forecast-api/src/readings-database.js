import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { observePool } from '@fluxora/telemetry';
import { createPool } from 'generic-pool';

const CONNECTIONS = 4;

/** A database that needs no server: SQLite in a file that goes with the process. */
const directory = mkdtempSync(join(tmpdir(), 'forecast-api-'));

const pool = createPool(
  { create: async () => connect(), destroy: async (connection) => connection.close() },
  { max: CONNECTIONS, acquireTimeoutMillis: 2_000 },
);

// `wrap`: this pool does not tell by itself how long somebody waited for a connection, or used it.
observePool(pool, { name: 'readings', timings: 'wrap' });

/**
 * Lends a connection and takes it back.
 *
 * @template Result
 * @param {(connection: DatabaseSync) => Result} work
 * @returns {Promise<Result>}
 */
export async function withConnection(work) {
  const connection = await pool.acquire();
  try {
    return work(connection);
  } finally {
    await pool.release(connection);
  }
}

/** Waits for what is under way, closes the connections and removes the file. */
export async function closeReadingsDatabase() {
  await pool.drain();
  await pool.clear();
  rmSync(directory, { recursive: true });
}

function connect() {
  const connection = new DatabaseSync(join(directory, 'readings.db'));
  connection.exec(`
    PRAGMA busy_timeout = 2000;
    CREATE TABLE IF NOT EXISTS readings (
      site TEXT NOT NULL, variable TEXT NOT NULL, time TEXT NOT NULL, megawatts REAL NOT NULL,
      PRIMARY KEY (site, variable, time)
    );
  `);
  return connection;
}
