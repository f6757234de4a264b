const express = require(process.argv[2]);
const { serveTruth } = require('./serve-truth.mjs');

serveTruth(express, Number(process.argv[3]));
