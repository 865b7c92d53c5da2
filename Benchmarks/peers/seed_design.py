"""The old system's worker, as its two documents describe it: one job at a time, FOR UPDATE on the first pending row, the output kept in
memory, the end written to the row. Without its ten seconds between jobs, so that it can be compared at all.

    seed_design.py HOST PORT
"""

import asyncio
import os
import sys

import aiomysql

TAKE = "SELECT * FROM batch_job_queue WHERE status = 'pending' ORDER BY priority DESC, created_at ASC LIMIT 1 FOR UPDATE"


async def main(host, port):
    pool = await aiomysql.create_pool(
        host=host, port=port, user="yoban", password=os.environ["YOBAN_STORE_PASSWORD"], db="peer", autocommit=True, maxsize=3)
    while True:
        try:
            job = await take(pool)
        except aiomysql.OperationalError:
            continue  # a deadlock with the other worker
        if job is None:
            return
        process = await asyncio.create_subprocess_exec(
            job["script_path"], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "BATCH_JOB_ID": str(job["id"])})
        await process.communicate()
        async with pool.acquire() as connection, connection.cursor() as cursor:
            await cursor.execute(
                "UPDATE batch_job_queue SET status = %s, completed_at = NOW() WHERE id = %s",
                ("completed" if process.returncode == 0 else "failed", job["id"]))


async def take(pool):
    async with pool.acquire() as connection, connection.cursor(aiomysql.DictCursor) as cursor:
        await connection.begin()
        try:
            await cursor.execute(TAKE)
            job = await cursor.fetchone()
            if job:
                await cursor.execute("UPDATE batch_job_queue SET status = 'running', started_at = NOW() WHERE id = %s", (job["id"],))
            await connection.commit()
            return job
        except aiomysql.OperationalError:
            await connection.rollback()
            raise


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
