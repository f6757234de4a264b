'use strict';

// Preloaded by `bench/profile.ts` only: starts and stops V8's profiler on request, so that start-up and warm-up stay out.
const { Session } = require('node:inspector');

const session = new Session();
session.connect();
const post = (method, parameters = {}) =>
  new Promise((resolve, reject) => {
    session.post(method, parameters, (error, result) => (error ? reject(error) : resolve(result)));
  });

const commands = {
  startProfile: async () => {
    await post('Profiler.enable');
    await post('Profiler.setSamplingInterval', { interval: 500 });
    await post('Profiler.start');
  },
  stopProfile: async () => (await post('Profiler.stop')).profile,
};

process.on('message', ({ id, command }) => {
  void commands[command]?.().then((result) => process.send({ id, result: result ?? null }));
});
