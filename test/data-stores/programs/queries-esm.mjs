import express from 'express';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import mysql from 'mysql2/promise';
import pg from 'pg';
import * as redis from 'redis';
import { serve } from './queries.cjs';

await serve({ express, pg, redis, Redis, mysql, MongoClient });
