import express from 'express4';
import { serveTruth } from './serve-truth.mjs';

serveTruth(express, 4);
