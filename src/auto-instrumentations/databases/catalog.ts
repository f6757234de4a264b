import { defineCatalog } from '@fluxora/telemetry-core';

/** What we add to the spans of OpenTelemetry's database instrumentations, by semantic conventions 1.45. */
export const databaseClientCatalog = defineCatalog({
  name: '@fluxora/telemetry/databases',
  version: '0.1.0',
  attributes: {
    'db.system.name': {
      type: 'string',
      maxValues: 20,
      description: 'The database: `postgresql`, `redis`, `mysql`, `mongodb`…',
    },
    'db.namespace': {
      type: 'string',
      maxValues: 100,
      description: 'Name of the database on its server.',
    },
    'db.collection.name': {
      type: 'string',
      maxValues: 200,
      description: 'The collection of a MongoDB command.',
    },
    'db.operation.name': {
      type: 'string',
      maxValues: 200,
      description: 'First word of a SQL statement, or name of a command.',
    },
    'server.address': { type: 'string', maxValues: 100, description: 'Host of the server.' },
    'server.port': { type: 'int', maxValues: 100, description: 'Port of the server.' },
    'db.response.status_code': {
      type: 'string',
      maxValues: 200,
      description:
        "The server's code for the error (`23505`). Absent on success, and when the server did not answer.",
    },
    'error.type': {
      type: 'string',
      maxValues: 200,
      description: "The server's code for the error (`23505`), its class, or `_OTHER`.",
    },
  },
  signals: {
    operationDuration: {
      name: 'db.client.operation.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Duration of database client operations.',
      stability: 'stable',
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
      attributes: {
        'db.system.name': 'required',
        'db.namespace': 'recommended',
        'db.collection.name': 'recommended',
        'db.operation.name': 'recommended',
        'db.response.status_code': 'recommended',
        'server.address': 'recommended',
        'server.port': 'recommended',
        'error.type': 'recommended',
      },
    },
  },
});
