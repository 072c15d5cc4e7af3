SELECT count(*) AS settled FROM verify_released WHERE settled
