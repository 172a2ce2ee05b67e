# The app alone: docker build -t fomo . && docker run --rm -p 127.0.0.1:8501:8501 fomo
FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN python -m pip install --no-cache-dir --requirement requirements.txt
COPY . .
RUN useradd --create-home fomo
USER fomo
EXPOSE 8501
CMD ["python", "-m", "uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8501", "--no-access-log", "--ws-per-message-deflate", "false"]
