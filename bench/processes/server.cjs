'use strict';

// CommonJS, so that the peers' require hooks patch http and express without an ESM loader: their best case.
// Plain JavaScript, so that type stripping adds nothing to anyone's start-up time.
const { monitorEventLoopDelay } = require('node:perf_hooks');
const express = require('express');
const { busyWork } = require('./busy-work.cjs');

const busyPoints = Number(process.env.BENCH_BUSY_POINTS ?? 500);
const app = express();

app.get('/light/:site', (request, response) => {
  response.json({ site: request.params.site, horizon: 24, mw: 61.4 });
});
app.get('/busy/:site', (request, response) => {
  response.json({ site: request.params.site, ...busyWork(busyPoints) });
});

const RESOLUTION_MS = 5;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

const server = app.listen(0, '127.0.0.1', () => {
  process.send({ ready: { port: server.address().port, ...sample() } });
});

/** Counters since the process began, and the worst loop delay since the last sample. Microseconds, bytes, ms. */
function sample() {
  const all = process.cpuUsage();
  const main = process.threadCpuUsage?.() ?? { user: NaN, system: NaN };
  // The monitor reports the time between two ticks of its own timer: what is above its interval is delay.
  const delayP99Ms = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS);
  delay.reset();
  return {
    cpuUs: all.user + all.system,
    mainThreadCpuUs: main.user + main.system,
    rssBytes: process.memoryUsage.rss(),
    delayP99Ms,
  };
}

process.on('message', ({ id, command }) => {
  if (command === 'sample') process.send({ id, result: sample() });
});
process.on('disconnect', () => process.exit());
