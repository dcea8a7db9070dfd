<?php
// Prints what PHP's parser refuses, a line for each file: "file:line: message". Nothing of a file is run.
foreach (array_slice($argv, 1) as $path) {
    try {
        token_get_all(file_get_contents($path), TOKEN_PARSE);
    } catch (ParseError $error) {
        echo $path, ':', $error->getLine(), ': ', strtok($error->getMessage(), "\n"), "\n";
    }
}
