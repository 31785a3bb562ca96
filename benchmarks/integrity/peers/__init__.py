"""What runs in the other graders' virtual environment: programs that read a job as JSON and print scores as JSON."""
